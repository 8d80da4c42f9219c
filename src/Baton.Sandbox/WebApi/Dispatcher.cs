using Baton.Sandbox.Definitions;
using Baton.Sandbox.Entra;
using Baton.Sandbox.Messages;
using Baton.Sandbox.Records;
using Baton.Sandbox.Store;
using Baton.Sandbox.Tables;

namespace Baton.Sandbox.WebApi;

/// <summary>Finds out what an operation is about by its path, and has it done.</summary>
internal sealed class Dispatcher(Database database, Callers callers, Switches switches, SandboxOptions options)
{
    private const string Namespace = EdmModels.Namespace + ".";

    public Database Database => database;
    public SandboxOptions Options => options;
    public Callers Callers => callers;

    public async Task<Answer> Answer(WebApiRequest request)
    {
        var segments = Segment.Read(request.Path);
        if (segments.Count == 0) return Root.ServiceDocument(database.Catalog, request);
        var first = segments[0];
        if (first.Name == "$metadata") return Root.Metadata(database.Catalog);
        if (first.Name == "$batch") return request.FromBatch ? throw Fault.BadRequest("A batch can't hold a batch.")
            : await Batch.Run(this, request);
        if (DefinitionsDoor.Knows(first.Name)) return await DefinitionsDoor.Answer(this, request, segments);
        if (Message.Unbound(first.Name) is { } message && segments.Count == 1) return await message.Run(new Call(this, request, first.Key));
        var table = TableOf(first.Name);
        return segments.Count switch
        {
            1 when first.Key is null => await OnSet(request, table),
            1 => await OnRow(request, table, first.Key!),
            2 when segments[1].Name.StartsWith(Namespace, StringComparison.Ordinal) => await Bound(request, table, first.Key, segments[1]),
            2 when first.Key is null && segments[1].Name == "$count" => await Reads.Count(this, request, table),
            _ when first.Key is not null => await Below.Answer(this, request, table, first.Key, segments),
            _ => throw Fault.NoResource(request.Root + request.Path),
        };
    }

    /// <summary>The table behind a set's name, unless its app is switched off.</summary>
    public Table TableOf(string set) =>
        database.Catalog.FindSet(set) is { } table && IsInstalled(table) ? table : throw Fault.NoSegment(set);

    public bool IsInstalled(Table table) => !(table.IsSales && switches.Current.MissingSales);

    /// <summary>Runs a change in a transaction: the change set's, if there is one, else its own.</summary>
    public async Task<T> Change<T>(WebApiRequest request, Table table, Func<Deed, Task<T>> act)
    {
        var own = request.Shared is null ? await database.Begin(request.Cancellation) : null;
        try
        {
            var result = await act(DeedOf(request, request.Shared ?? own!));
            if (own is not null) await own.Commit();
            callers.Forget(table.Name);
            return result;
        }
        finally
        {
            if (own is not null) await own.DisposeAsync();
        }
    }

    public Deed DeedOf(WebApiRequest request, Work work) => new()
    {
        Catalog = database.Catalog, Work = work, Caller = request.Caller, Now = request.Now, DetectsDuplicates = request.DetectsDuplicates,
    };

    private Task<Answer> OnSet(WebApiRequest request, Table table) => request.Method switch
    {
        "GET" => Reads.List(this, request, table),
        "POST" => Writes.Create(this, request, table),
        _ => throw NoVerb(request),
    };

    private Task<Answer> OnRow(WebApiRequest request, Table table, string key) => request.Method switch
    {
        "GET" => Reads.One(this, request, table, key),
        "PATCH" => Writes.Patch(this, request, table, key),
        "DELETE" => Writes.Delete(this, request, table, key),
        _ => throw NoVerb(request),
    };

    private Task<Answer> Bound(WebApiRequest request, Table table, string? key, Segment segment)
    {
        var name = segment.Name[Namespace.Length..];
        var message = Message.Bound(name) ?? throw Fault.NoSegment(segment.Name);
        return message.Run(new Call(this, request, segment.Key) { Table = table, Key = key });
    }

    public static Fault NoVerb(WebApiRequest request) =>
        new(405, "0x80060888", $"The requested resource does not support http method '{request.Method}'.");
}
