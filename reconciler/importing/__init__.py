"""What an account holds and Git does not, as the YAML that people would have written. Pure: text in, text out."""
