"""What comes from elsewhere and what goes there: orders in outputs, code fetched, texts carried out. Parts of PI01, EX02, EX03."""
