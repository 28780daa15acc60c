"""Operations: one file each. ``base`` says what one is, ``registry`` finds them."""
