"""How fast the program is, beside what people would use instead: made-up pages, peers, and runs that compare them."""
