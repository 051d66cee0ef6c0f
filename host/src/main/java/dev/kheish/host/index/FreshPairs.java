package dev.kheish.host.index;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Pairs as they come, members ascending. For one thread at a time. */
final class FreshPairs {
    private final Map<Long, Growing> lists = new HashMap<>();
    private int size;

    void add(long owner, long member) {
        lists.computeIfAbsent(owner, _ -> new Growing()).add(member);
        size++;
    }

    int size() {
        return size;
    }

    Stretch of(long owner) {
        Growing list = lists.get(owner);
        return list == null ? Stretch.EMPTY : new Stretch(list.members, 0, list.size);
    }

    /** In order of owner, then member. */
    SortedPairs sorted() {
        long[] distinct = lists.keySet().stream().mapToLong(Long::longValue).sorted().toArray();
        long[] owners = new long[size];
        long[] members = new long[size];
        int at = 0;
        for (long owner : distinct) {
            Stretch list = of(owner);
            Arrays.fill(owners, at, at + list.to(), owner);
            System.arraycopy(list.numbers(), 0, members, at, list.to());
            at += list.to();
        }
        return new SortedPairs(owners, members);
    }

    private static final class Growing {
        private long[] members = new long[1];
        private int size;

        void add(long member) {
            if (size == members.length) {
                members = Arrays.copyOf(members, Math.max(4, size * 2));
            }
            members[size++] = member;
        }
    }
}
