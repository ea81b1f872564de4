"""Tongbu 同步: for a whole supply network, who waits for whom."""
