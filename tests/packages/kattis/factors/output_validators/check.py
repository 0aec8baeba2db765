import sys
number = int(open(sys.argv[1]).read())
assert sys.argv[4:] == ['strict']
try:
    factor = int(sys.stdin.read())
except ValueError:
    sys.exit(43)
sys.exit(42 if 1 < factor < number and number % factor == 0 else 43)
