package dev.kheish.bench;

import java.util.List;

/** What a part found. Implemented by records, whose components go into the results as they are. */
interface Finding {
    /** For who watches. */
    List<String> lines();

    /** The promises that it tells about. */
    List<Verdict> verdicts();

    /** What was refused, lost or done twice; empty if everything was right. */
    default List<String> mistakes() {
        return List.of();
    }
}
