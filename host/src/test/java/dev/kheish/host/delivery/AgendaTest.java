package dev.kheish.host.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.host.connector.DeliveryPolicy;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** What is promised and handed over, without a database. */
class AgendaTest {
    private static final long LEASE_MS = 80_000;
    private static final int FULL = 2048;
    private static final int AT_ONCE = 128;

    private final ManualClock clock = new ManualClock();
    private final Agenda agenda = new Agenda(DeliverySettings.DEFAULT, clock);

    private static DeliveryPolicy policy(int concurrency, int perSecond) {
        return new DeliveryPolicy(
                9, Duration.ofHours(1), concurrency, perSecond, Duration.ofSeconds(20));
    }

    /** A channel with something due, which the dispatcher is looking at. */
    private Channel planned(int number) {
        agenda.due(number, new ChannelKey("fake", "c" + number, null), clock.millis());
        List<Channel> planned = agenda.plan();
        assertThat(planned).hasSize(1);
        return planned.getFirst();
    }

    /** One that has lent so many, and nothing else is due in it. */
    private Channel lending(int number, DeliveryPolicy policy, int count) {
        Channel channel = planned(number);
        assertThat(agenda.check(channel, new Availability.Open(policy))).isGreaterThan(0);
        List<Loan> loans =
                LongStream.range(0, count)
                        .mapToObj(lane -> new Loan(lane, lane, 1, until(), 0, null))
                        .toList();
        agenda.lent(channel, loans, promise(policy), until());
        return channel;
    }

    private static int promise(DeliveryPolicy policy) {
        int most = Math.max(policy.concurrency(), DeliverySettings.DEFAULT.unnamed().concurrency());
        return policy.perSecond() == 0 ? Math.min(AT_ONCE, most) : 1;
    }

    private long until() {
        return clock.millis() + LEASE_MS;
    }

    @Test
    void aLaneGoesOnWhenNothingSpeaksAgainstIt() {
        Channel channel = lending(1, policy(16, 0), 1);

        assertThat(agenda.handOver(channel)).hasValue(until());
    }

    @Test
    void aLaneWaitsForItsTurnWhenAnotherIsDue() {
        Channel channel = lending(1, policy(16, 0), 1);
        agenda.due(1, channel.key(), clock.millis());

        assertThat(agenda.handOver(channel)).isEmpty();
    }

    @Test
    void aLaneWaitsAfterItsConnectorChanged() {
        Channel channel = lending(1, policy(16, 0), 1);
        agenda.recheck(_ -> true);

        assertThat(agenda.handOver(channel)).isEmpty();
    }

    @Test
    void aLaneOfAHeldChannelWaits() {
        Channel channel = lending(1, policy(16, 0), 1);
        agenda.due(1, channel.key(), clock.millis());
        agenda.plan();
        agenda.check(channel, new Availability.Held("paused", "paused", Duration.ofSeconds(1)));
        agenda.leave(channel, 0);

        assertThat(agenda.handOver(channel)).isEmpty();
    }

    @Test
    void aLaneBehindAnOpenBreakerWaits() {
        Channel channel = lending(1, policy(16, 0), 16);
        for (Agenda.Start start : agenda.round().starts()) {
            agenda.ended(start, Breaker.Sign.ILL);
        }

        assertThat(channel.breaker().state()).isEqualTo(Breaker.State.OPEN);
        assertThat(agenda.handOver(channel)).isEmpty();
    }

    @Test
    void lanesOfOneCommitShareTheRate() {
        Channel channel = lending(1, policy(16, 1), 1);
        clock.advance(Duration.ofSeconds(1));

        assertThat(agenda.handOver(channel)).isPresent();
        assertThat(agenda.handOver(channel)).isEmpty();

        agenda.notHandedOver(channel);
        assertThat(agenda.handOver(channel)).isPresent();
    }

    @Test
    void noLaneGoesOnOnceTheHostStops() {
        Channel channel = lending(1, policy(16, 0), 1);
        agenda.drain();

        assertThat(agenda.handOver(channel)).isEmpty();
    }

    @Test
    void whileItIsFullWhatEndsMakesRoomForOthers() {
        List<Channel> channels = new ArrayList<>();
        for (int i = 0; i < FULL / 64; i++) {
            channels.add(lending(i, policy(64, 0), 64));
        }
        agenda.due(99, new ChannelKey("fake", "late", null), clock.millis());

        assertThat(agenda.plan()).isEmpty();
        assertThat(agenda.handOver(channels.getFirst())).isEmpty();

        agenda.settled(channels.getFirst());
        assertThat(agenda.plan())
                .extracting(Channel::key)
                .extracting(ChannelKey::connector)
                .containsExactly("late");
    }

    @Test
    void channelsOfOnePlanShareWhatOneCommitMayLend() {
        for (int i = 0; i < 5; i++) {
            agenda.due(i, new ChannelKey("fake", "c" + i, null), clock.millis());
        }
        List<Channel> planned = agenda.plan();
        List<Integer> rooms = new ArrayList<>();
        planned.forEach(
                channel -> rooms.add(agenda.check(channel, new Availability.Open(policy(50, 0)))));

        assertThat(rooms.stream().mapToInt(Integer::intValue).sum()).isEqualTo(AT_ONCE);

        // What was not lent after all is there for the next plan.
        for (int i = 0; i < planned.size(); i++) {
            agenda.leave(planned.get(i), rooms.get(i));
        }
        assertThat(agenda.check(agenda.plan().getFirst(), new Availability.Open(policy(50, 0))))
                .isGreaterThan(0);
    }
}
