// Bytes that are no program.
\u0000\u0001\u0002 \x7fELF
