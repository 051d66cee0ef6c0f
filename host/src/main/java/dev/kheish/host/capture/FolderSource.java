package dev.kheish.host.capture;

import java.io.IOException;
import java.nio.file.Path;

/** Where incarnations of connectors keep their files. */
public interface FolderSource {
    /** The private folder of one, made if need be. */
    Path of(long incarnation) throws IOException;

    /** The same folder, whether it is there or not. */
    Path path(long incarnation);
}
