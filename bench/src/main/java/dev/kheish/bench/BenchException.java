package dev.kheish.bench;

/** A measurement that cannot be made or must not be believed, in words for who runs it. */
final class BenchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BenchException(String message) {
        super(message);
    }
}
