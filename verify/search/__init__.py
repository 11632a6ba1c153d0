"""What the ink may say, and which readings explain the rules best."""
