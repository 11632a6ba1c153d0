"""Text as read to text as printed. Pure: values in, values out."""
