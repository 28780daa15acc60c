"""Operations that only the benchmarks need."""
