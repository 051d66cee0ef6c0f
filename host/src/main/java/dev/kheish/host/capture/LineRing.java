package dev.kheish.host.capture;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** The last lines, bounded in number and in characters. For one thread at a time. */
final class LineRing {
    private final int mostLines;
    private final int mostCharacters;
    private final Deque<CapturedLine> lines = new ArrayDeque<>();
    private int characters;

    LineRing(int mostLines, int mostCharacters) {
        this.mostLines = mostLines;
        this.mostCharacters = mostCharacters;
    }

    void add(CapturedLine line) {
        lines.addLast(line);
        characters += line.text().length();
        while (lines.size() > mostLines || (characters > mostCharacters && lines.size() > 1)) {
            characters -= lines.removeFirst().text().length();
        }
    }

    /** Puts older lines in front, the newest of them first, as long as there is room. */
    void prepend(List<CapturedLine> older) {
        for (CapturedLine line : older.reversed()) {
            int length = line.text().length();
            if (lines.size() == mostLines || characters + length > mostCharacters) {
                return;
            }
            lines.addFirst(line);
            characters += length;
        }
    }

    /** The last {@code limit} lines, in order. */
    List<CapturedLine> last(int limit) {
        return newest(limit, Long.MIN_VALUE);
    }

    /** The first {@code limit} lines behind a number, in order. */
    List<CapturedLine> after(long seq, int limit) {
        List<CapturedLine> behind = newest(Integer.MAX_VALUE, seq);
        return behind.size() > limit ? List.copyOf(behind.subList(0, limit)) : behind;
    }

    private List<CapturedLine> newest(int limit, long after) {
        List<CapturedLine> found = new ArrayList<>();
        Iterator<CapturedLine> backwards = lines.descendingIterator();
        while (backwards.hasNext() && found.size() < limit) {
            CapturedLine line = backwards.next();
            if (line.seq() <= after) {
                break;
            }
            found.add(line);
        }
        return found.reversed();
    }
}
