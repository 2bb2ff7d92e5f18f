"""A fleet: workers that plan, watch and resume hundreds of accounts on an existing engine (extra `fleet`).

The engine is procrastinate on the PostgreSQL that already holds the ledger: it keeps the jobs, one at a time per
account, and knows which workers live. This room says what is due, does one job with the Python API, and keeps the
reports.
"""
