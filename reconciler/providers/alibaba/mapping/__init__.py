"""PURE: the provider's words to ours and back.

One file per part of the API. Decoding is strict: what the provider's pages describe, in every spelling they
use, or Unreadable; never a default.
"""
