print("no JavaScript")
