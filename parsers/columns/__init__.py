"""What a column is: its heading, what it holds, its role."""
