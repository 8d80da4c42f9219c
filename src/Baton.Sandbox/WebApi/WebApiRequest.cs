using System.Text.Json;
using Baton.Sandbox.Queries;
using Baton.Sandbox.Records;
using Baton.Sandbox.Store;

namespace Baton.Sandbox.WebApi;

/// <summary>One Web API operation, whether it came alone or in a batch.</summary>
internal sealed class WebApiRequest
{
    public required string Method { get; init; }

    /// <summary>What follows /api/data/v9.2/, still encoded.</summary>
    public required string Path { get; init; }
    public required string Query { get; init; }

    /// <summary>The address of the Web API, with a slash at its end.</summary>
    public required string Root { get; init; }
    public required Func<string, IReadOnlyList<string?>> Headers { get; init; }
    public ReadOnlyMemory<byte> Body { get; init; }
    public required Caller Caller { get; init; }
    public required DateTimeOffset Now { get; init; }
    public CancellationToken Cancellation { get; init; }

    /// <summary>The transaction of the change set that this operation is part of.</summary>
    public Work? Shared { get; init; }

    /// <summary>It came in a batch, which sees to errors and headers itself.</summary>
    public bool FromBatch { get; init; }

    public string? Header(string name) => Headers(name) is [.., var last] ? last : null;

    public Preferences Preferences => field ??= Preferences.Read(Headers("Prefer"));

    public Dictionary<string, string> Options => field ??= QueryOptions.Read(Query);

    public QueryContext QueryContext => new(Now, Caller.UserId, Caller.BusinessUnitId);

    public bool DetectsDuplicates => string.Equals(Header("MSCRM.SuppressDuplicateDetection"), "false", StringComparison.OrdinalIgnoreCase);

    /// <summary>The body as JSON; an empty one is an empty object.</summary>
    public JsonElement Json()
    {
        if (Body.IsEmpty) return JsonDocument.Parse("{}").RootElement;
        try
        {
            return JsonDocument.Parse(Body).RootElement;
        }
        catch (JsonException bad)
        {
            throw Fault.Invalid("0x80048d19",
                "Error identified in Payload provided by the user for Entity :'', For more information on this error please follow "
                + $"this help link https://go.microsoft.com/fwlink/?linkid=2195293  ---->  InnerException : {bad.Message}");
        }
    }
}
