"""What the words of a report say of it: issuer, number, date, headline."""
