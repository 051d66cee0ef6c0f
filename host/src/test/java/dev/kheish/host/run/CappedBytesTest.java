package dev.kheish.host.run;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

import java.util.Arrays;
import java.util.List;

final class CappedBytesTest {
    private static final int LIMIT = 10;

    @Property(tries = 300)
    void theHeadOrTheTailOfWhatWasWrittenIsKept(
            @ForAll @Size(max = 8) List<@Size(max = 25) byte[]> pieces) {
        CappedBytes head = CappedBytes.head(LIMIT);
        CappedBytes tail = CappedBytes.tail(LIMIT);
        byte[] all = new byte[0];

        for (byte[] piece : pieces) {
            head.write(piece, 0, piece.length);
            tail.write(piece, 0, piece.length);
            int before = all.length;
            all = Arrays.copyOf(all, before + piece.length);
            System.arraycopy(piece, 0, all, before, piece.length);
        }

        int kept = Math.min(LIMIT, all.length);
        assertThat(head.bytes()).isEqualTo(Arrays.copyOf(all, kept));
        assertThat(tail.bytes()).isEqualTo(Arrays.copyOfRange(all, all.length - kept, all.length));
        assertThat(head.isOverflown()).isEqualTo(all.length > LIMIT);
    }
}
