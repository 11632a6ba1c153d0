"""What a row is: cells made rows, rows joined over pages, rows made records."""
