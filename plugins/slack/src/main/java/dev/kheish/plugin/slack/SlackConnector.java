package dev.kheish.plugin.slack;

import dev.kheish.spi.Connector;
import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.ConnectorStatus;
import dev.kheish.spi.Delivery;
import dev.kheish.spi.DeliveryResult;
import dev.kheish.spi.FetchException;
import dev.kheish.spi.FileRef;
import dev.kheish.spi.FileSink;
import dev.kheish.spi.IngressReply;
import dev.kheish.spi.IngressRequest;
import dev.kheish.spi.MalformedJsonException;
import dev.kheish.spi.Route;
import dev.kheish.spi.Settings;
import dev.kheish.spi.Target;
import dev.kheish.spi.TargetException;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One Slack app, in one workspace or in many. Safe for use by many threads. */
final class SlackConnector implements Connector {
    private static final String REDELIVERY = "X-Slack-Retry-Num";

    private final ConnectorContext context;
    private final Tokens tokens;
    private final AllowLists lists;
    private final Troubles troubles = new Troubles();
    private final Tally tally;
    private final Identities identities;
    private final IngressGate gate;
    private final MessageReader messages;
    private final EventMaker events;
    private final Replies replies;
    private final FileFetcher files;
    private final RouteReader routes;
    private final Sender sender;
    private final StatusView view;

    SlackConnector(Settings settings, ConnectorContext context) {
        this.context = context;
        BaseUrl base =
                BaseUrl.of(settings.string(SlackSettings.API_BASE_URL).orElse(BaseUrl.SLACK));
        var api = new SlackApi(base, context);
        var hosts = new FileHosts(settings, base, context.egress());
        this.tokens = new Tokens(settings, context);
        this.lists = new AllowLists(settings);
        this.tally = new Tally(context.clock());
        this.identities = new Identities(api, tokens, troubles, context);
        var verdicts = new Verdicts(troubles, new Pauses(context.clock()), identities::doubt);
        this.gate = new IngressGate(settings, context);
        this.messages = new MessageReader(settings, lists, identities::isOwnUser);
        boolean trusted = settings.hasSecret(SlackSettings.SIGNING_SECRET);
        this.events =
                new EventMaker(
                        settings,
                        new SharedFiles(trusted, tokens, hosts, context.json()),
                        context.json());
        this.replies = new Replies(tally, context.json());
        this.files = new FileFetcher(api, tokens, hosts, troubles, context.fileRoom());
        this.routes = new RouteReader(context::parse);
        this.sender =
                new Sender(
                        settings,
                        api,
                        verdicts,
                        new Uploader(api, verdicts, hosts, context.fileRoom()),
                        context.json());
        this.view = new StatusView(troubles, tally, identities, context.json());
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.post("", Limits.BODY_BYTES, this::receive));
    }

    @Override
    public void start() {
        identities.begin();
    }

    private IngressReply receive(IngressRequest request) throws InterruptedException {
        gate.admit(request);
        if (request.header(REDELIVERY).isPresent()) {
            tally.redelivered();
        }
        try {
            return answer(Callback.of(context.parse(request.body(), Limits.BODY_DEPTH)));
        } catch (MalformedJsonException e) {
            return replies.badInput("The body is not usable JSON: " + e.getMessage());
        } catch (BadInputException e) {
            return replies.badInput(e.getMessage());
        }
    }

    private IngressReply answer(Callback callback) throws InterruptedException {
        return switch (callback.type()) {
            case "url_verification" -> replies.challenge(callback);
            case "event_callback" ->
                    switch (messages.read(callback)) {
                        case Reading.Leave(Ignored why) -> replies.ignored(why);
                        case Reading.Take(Message message) ->
                                replies.to(context.submit(events.make(callback, message)));
                    };
            case String other -> {
                Optional<Ignored> refusal = lists.refusal(callback, null);
                if (refusal.isPresent()) {
                    yield replies.ignored(refusal.get());
                }
                yield other.equals("app_rate_limited")
                        ? replies.rateLimitNotice(callback.minuteRateLimited())
                        : replies.ignored(Ignored.UNSUPPORTED_ENVELOPE);
            }
        };
    }

    @Override
    public void fetch(FileRef file, FileSink sink) throws FetchException, InterruptedException {
        files.fetch(file, sink);
    }

    @Override
    public Optional<String> check(Target target) {
        try {
            return obstacle(routes.read(target.address()));
        } catch (TargetException e) {
            return Optional.of(e.getMessage());
        }
    }

    private Optional<String> obstacle(SlackReplyRoute route) {
        Optional<String> refusal = lists.refusal(route);
        if (refusal.isPresent() || tokens.has(route.workspace())) {
            return refusal;
        }
        return Optional.of(
                "The connector has no bot token for the workspace of this target: set bot_token, or"
                        + " name it in team_bot_tokens.");
    }

    @Override
    public DeliveryResult deliver(Delivery delivery) throws InterruptedException {
        SlackReplyRoute route;
        try {
            route = routes.read(delivery.target().address());
        } catch (TargetException e) {
            return DeliveryResult.rejected(e.getMessage());
        }
        Optional<String> refusal = lists.refusal(route);
        if (refusal.isPresent()) {
            return DeliveryResult.rejected(refusal.get());
        }
        Optional<Tokens.Token> token = tokens.of(route.workspace());
        if (token.isEmpty()) {
            return DeliveryResult.later(
                    Verdicts.UNTIL_MENDED,
                    "There is no bot token for its workspace: set bot_token, or name it in"
                            + " team_bot_tokens.");
        }
        return sender.send(delivery, route, token.get());
    }

    @Override
    public ConnectorStatus status() {
        return view.status();
    }

    @Override
    public void secretsChanged(Set<String> settings) {
        troubles.forgetAll();
        identities.begin();
    }
}
