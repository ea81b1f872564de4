"""Strings, requests and files of somebody who means harm, and what must come of them."""
