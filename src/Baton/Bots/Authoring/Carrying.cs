using Baton.People;
using Baton.Plumbing;
using Baton.Topics;

namespace Baton.Bots.Authoring;

/// <summary>Brings topics in from files of the outside (a workspace, a solution export, a zip of either, one YAML file) and out again.</summary>
internal static class Carrying
{
    private const int BytesMax = 20 * 1024 * 1024;
    private const string Zip = "application/zip";
    private const string UsualName = "Imported.mcs.yml";

    /// <summary>What every zip begins with.</summary>
    private static readonly byte[] ZipMark = [(byte)'P', (byte)'K'];

    /// <summary>The topics that were found, and what could not be taken. Nothing of it is kept.</summary>
    public sealed record Found(IReadOnlyList<ShownFile> Files, IReadOnlyList<TopicProblem> Problems);

    public static void Map(RouteGroupBuilder topics)
    {
        // Whatever a browser calls a zip: what it is shows in its first bytes.
        topics.MapPost("import", async (Guid id, string? path, Caller caller, Database database, HttpContext http, CancellationToken ct) =>
        {
            caller.MustSupervise();
            await database.MustRunTopics(id, ct);
            var found = Unpack(await Body(http, ct), path);
            var files = TopicFiles.Checked([.. found.Files.Select(file => new GivenFile(file.Path, file.Text))], mayBeNone: true);
            return TypedResults.Ok(new Found(files.Shown(), found.Problems));
        }).Accepts<Stream>("*/*");

        topics.MapGet("export", async (Guid id, bool? draft, Caller caller, Database database, CancellationToken ct) =>
        {
            caller.MustSupervise();
            var bot = await database.BotAccount(id, ct);
            await database.MustRunTopics(id, ct);
            var files = draft == true ? (await Drafts.Show(database, id, ct)).Files : await Versions.Live(database, id, ct);
            var zip = new MemoryStream();
            TopicPack.WriteZip(files.Select(file => file.Topic), zip);
            return Results.File(zip.ToArray(), Zip, $"{FileName(bot.Name)}.zip");
        }).Produces<Stream>(StatusCodes.Status200OK, Zip);
    }

    private static Unpacked Unpack(byte[] bytes, string? path)
    {
        return bytes.AsSpan().StartsWith(ZipMark) ? TopicPack.ReadZip(new MemoryStream(bytes, writable: false)) : TopicPack.Read([new PackedFile(path ?? UsualName, bytes)]);
    }

    private static async Task<byte[]> Body(HttpContext http, CancellationToken ct)
    {
        var bytes = await Bodies.Read(http, BytesMax, ct);
        return bytes.Length > 0 ? bytes : throw Refusal.Invalid("invalid_file", "Send a zip or a YAML file as the body.");
    }

    private static string FileName(string name)
    {
        var plain = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-')).Trim('-');
        return plain.Length > 0 ? plain : "topics";
    }
}
