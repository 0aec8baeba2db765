// A module that imports.
import { readFileSync } from 'fs';
export function solve() {
  return readFileSync('/etc/passwd', 'utf8');
}
