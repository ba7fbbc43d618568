"""What acts mean; has never heard of bytes, SQL or HTTP."""
