"""Alibaba Cloud Voice Messaging Service, through its official SDK (extra `alibaba`).

What has a public API is read and called; the rest are human tasks, and what cannot be read is unknown. The
SDK is imported when the first call is made, never before.
"""
