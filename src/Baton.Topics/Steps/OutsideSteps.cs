using Baton.Topics.Fx;

namespace Baton.Topics;

/// <summary>What a node does when what it asked for fails: raise an error, or note it in variables and go on.</summary>
internal sealed record OnFailure(bool Raises, VariablePath? Status, VariablePath? Body)
{
    public static readonly OnFailure Raise = new(true, null, null);
}

/// <summary>Has the host run a tool: a connector's operation, a flow, an MCP tool.</summary>
internal sealed class ToolStep(string tool, Bindings inputs, Outputs outputs, OnFailure failure) : Step
{
    public override void Run(Turn turn, Dialog dialog) => turn.Wait(dialog, new NeedsTool(tool, inputs.Json(turn), Kind));

    public override void Resume(Turn turn, Dialog dialog, Incoming incoming)
    {
        if (incoming is not ToolDone done) { turn.Wait(dialog, new NeedsTool(tool, inputs.Json(turn), Kind)); return; }
        var result = FxJson.Read(done.ResultJson) ?? FxValue.Of(done.ResultJson);
        var error = (result as FxRecord)?.Find("error");
        var failed = error is not null and not FxBlank;
        if (failed && !Handled()) Raise(turn, error!);
        else outputs.Take(turn, name => (result as FxRecord)?.Find(name), result);
    }

    // An author who binds the error, or takes the whole result, wants to handle it in the topic.
    private bool Handled() => outputs.Whole is not null || outputs.Values.Any(o => o.Name == "error");

    private void Raise(Turn turn, FxValue error)
    {
        var code = FxConvert.Shown(FieldCode.Get(error, "code"));
        var message = FxConvert.Shown(FieldCode.Get(error, "message"));
        if (failure.Raises) throw new TopicError(code.Length > 0 ? code : "ToolFailed", $"{tool} failed: {message}");
        if (failure.Status is { } status) turn.Set(status, FxValue.Of(code));
        if (failure.Body is { } body) turn.Set(body, FxValue.Of(message));
    }
}

/// <summary>Has the host make an HTTP request.</summary>
internal sealed class HttpStep : Step
{
    public required Value Method { get; init; }
    public required Value Url { get; init; }
    public required Bindings Headers { get; init; }
    public Value? Content { get; init; }
    public Value? ContentType { get; init; }
    public bool IsJson { get; init; }
    public required Value Timeout { get; init; }
    public required OnFailure Failure { get; init; }
    public VariablePath? Response { get; init; }
    public VariablePath? ResponseHeaders { get; init; }
    public TypeShape? Shape { get; init; }

    public override void Run(Turn turn, Dialog dialog)
    {
        var content = Content?.Get(turn);
        if (content is FxError error) throw new TopicError("InputError", error.Message);
        var body = content is null or FxBlank ? null : IsJson && content is not FxText ? FxJson.Write(content) : FxConvert.Shown(content);
        var type = IsJson ? "application/json" : ContentType is { } named ? FxConvert.Shown(named.Get(turn)) : null;
        turn.Wait(dialog, new NeedsHttp(
            FxConvert.Shown(Method.Get(turn)).ToUpperInvariant(), FxConvert.Shown(Url.Get(turn)),
            Headers.Get(turn).ToDictionary(h => h.Name, h => FxConvert.Shown(h.Value), StringComparer.OrdinalIgnoreCase),
            body is null ? null : type, body, Define.Whole(Timeout.Get(turn)) ?? 30_000));
    }

    public override void Resume(Turn turn, Dialog dialog, Incoming incoming)
    {
        if (incoming is not HttpDone done) { Run(turn, dialog); return; }
        if (ResponseHeaders is not null)
            turn.Set(ResponseHeaders, new FxRecord([.. done.Headers.Keys], [.. done.Headers.Values.Select(v => FxValue.Of(v))]));
        if (done.Status is >= 200 and < 300)
        {
            if (Response is not null) turn.Set(Response, Parsed(done.Body));
            return;
        }
        if (Failure.Raises)
            throw new TopicError("HttpRequestFailed", done.Status == 0 ? "The request could not be made."
                : $"The request was answered with {done.Status}.");
        if (Failure.Status is { } status) turn.Set(status, FxValue.Of(done.Status));
        if (Failure.Body is { } body) turn.Set(body, FxJson.Read(done.Body) is FxValue json and not FxBlank ? json : FxValue.Of(done.Body));
    }

    private FxValue Parsed(string body)
    {
        if (Shape is { Kind: "String" }) return FxValue.Of(body);
        var value = FxJson.Read(body) ?? FxValue.Of(body);
        return Shape is null ? value : Shape.Fit(value) is FxError ? value : Shape.Fit(value);
    }
}
