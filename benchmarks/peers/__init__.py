"""Scripts that a good engineer would write in an afternoon for the made-up pages, with libraries that most would take.

They know the class names of these pages, give fewer tables than the program, and keep no evidence.
"""
