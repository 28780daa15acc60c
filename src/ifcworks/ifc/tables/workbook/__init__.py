"""Workbooks of several sheets, as XLSX and ODS, written as their rows come."""
