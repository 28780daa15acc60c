"""Operations for tests: one for each way in which an attempt can end."""
