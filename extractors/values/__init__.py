"""What holds for the pages of any source: countries, places, dates, money, numbers, names, languages."""
