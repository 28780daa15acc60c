"""Operations with every kind of parameter and artifact, to derive commands from."""
