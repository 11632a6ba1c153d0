"""From pages to tables and report facts. Pure: values in, values out."""
