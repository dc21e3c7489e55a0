"""What is kept from the report or taken out of the records. Parts of DC04 and SB02."""
