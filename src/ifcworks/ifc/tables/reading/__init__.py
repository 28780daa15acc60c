"""Reading tables: CSV, TSV, XLSX, ODS, Parquet and JSON, as cells with what they are."""
