using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Baton.BotProtocol;

/// <summary>What an agent says in one turn, as it says it. To be read once, and disposed of.</summary>
public sealed class EngineTurn(HttpResponseMessage answer, string? conversationId, string host) : IDisposable
{
    private const int ActivitiesMax = 1_000;
    private const long TurnBytesMax = 4L * WebCalls.AnswerBytesMax;

    /// <summary>The id of the conversation, where the engine says it.</summary>
    public string? ConversationId => conversationId;

    /// <summary>The activities, until the agent has said all.</summary>
    public async IAsyncEnumerable<Activity> Activities([EnumeratorCancellation] CancellationToken ct)
    {
        await using var stream = new Bounded(await answer.Content.ReadAsStreamAsync(ct), host);
        await using var events = SseParser.Create(stream, Parse).EnumerateAsync(ct).GetAsyncEnumerator(ct);
        for (var count = 0; await Next(events);)
        {
            if (events.Current.EventType == "end") yield break;
            if (events.Current.Data is not { } activity) continue;
            if (++count > ActivitiesMax) throw new DirectLineProblem(DirectLineTrouble.Nonsense, $"{host} says more than {ActivitiesMax} things in one turn.");
            yield return activity;
        }
    }

    public void Dispose() => answer.Dispose();

    private Activity? Parse(string kind, ReadOnlySpan<byte> data) =>
        kind == "activity" ? WebCalls.Parse(data.ToArray(), host, utf8 => JsonSerializer.Deserialize(utf8, BotJson.Wire.Activity)) : null;

    private static async Task<bool> Next(IAsyncEnumerator<SseItem<Activity?>> events)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException)
        {
            throw new DirectLineProblem(DirectLineTrouble.Away, "The agent's answer broke off.", cause: lost);
        }
    }

    /// <summary>No turn is longer than its bound, in whatever pieces it comes.</summary>
    private sealed class Bounded(Stream inner, string host) : Stream
    {
        private long _read;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => _read; set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken);
            _read += read;
            return _read <= TurnBytesMax ? read : throw new DirectLineProblem(DirectLineTrouble.Nonsense, $"{host} says more than {TurnBytesMax / 1024 / 1024} MB in one turn.");
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync();
            await base.DisposeAsync();
        }
    }
}
