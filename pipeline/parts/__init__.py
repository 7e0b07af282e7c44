"""From pages to tables in parts, each made of a bounded number of pages: nothing here ever holds all of them."""
