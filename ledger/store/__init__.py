"""SQL that cannot be rebuilt; keeps bytes, knows no meaning."""
