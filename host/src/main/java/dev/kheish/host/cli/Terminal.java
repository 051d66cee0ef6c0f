package dev.kheish.host.cli;

/** What the command line knows about the screen it writes to. */
public interface Terminal {
    /** Is there a person on both ends? */
    boolean interactive();

    /** Columns of the screen; asked only when {@link #interactive}. */
    int width();

    /** Reads a line without showing it; asked only when {@link #interactive}. */
    char[] readHidden(String prompt);

    /** A pipe or a file: nothing is cut, nothing is coloured, nobody is asked. */
    static Terminal none() {
        return new Terminal() {
            @Override
            public boolean interactive() {
                return false;
            }

            @Override
            public int width() {
                return Integer.MAX_VALUE;
            }

            @Override
            public char[] readHidden(String prompt) {
                throw new IllegalStateException("Nobody is there to answer: " + prompt);
            }
        };
    }
}
