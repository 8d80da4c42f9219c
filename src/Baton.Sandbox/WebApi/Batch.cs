using System.Text;
using Baton.Sandbox.Store;

namespace Baton.Sandbox.WebApi;

/// <summary>Runs the operations of a $batch: reads and single changes one by one, the changes of a change set all or none.</summary>
internal static class Batch
{
    public static async Task<Answer> Run(Dispatcher dispatcher, WebApiRequest request)
    {
        if (request.Method != "POST") throw Dispatcher.NoVerb(request);
        var parts = Multipart.Read(request.Body, request.Header("Content-Type"));
        if (parts.Sum(part => part.Parts.Count + 1) > Limits.BatchOperationsMax)
            throw Fault.Invalid("0x80060888",
                $"The number of requests in a batch message exceeds the limit of {Limits.BatchOperationsMax}.");
        var boundary = $"batchresponse_{Guid.NewGuid()}";
        var text = new MemoryStream();
        var failed = false;
        var ids = new Dictionary<string, string>();
        foreach (var part in parts)
        {
            var answered = part.Parts.Count > 0
                ? await ChangeSet(dispatcher, request, part)
                : [(part, await One(dispatcher, request, part, null, ids))];
            failed = answered.Exists(one => one.Answer.Status >= 400);
            Write(text, boundary, part.Parts.Count > 0 && !failed ? Nested(answered) : null, answered[^1]);
            if (failed && !request.Preferences.ContinuesOnError) break;
        }
        text.Write(Encoding.ASCII.GetBytes($"--{boundary}--\r\n"));
        return new Answer
        {
            Status = failed && !request.Preferences.ContinuesOnError ? 400 : 200,
            Body = text.ToArray(), ContentType = $"multipart/mixed; boundary={boundary}",
        }.Applying(request);
    }

    private static async Task<List<(Part Part, Answer Answer)>> ChangeSet(Dispatcher dispatcher, WebApiRequest request, Part set)
    {
        var answers = new List<(Part, Answer)>();
        var ids = new Dictionary<string, string>();
        await using var work = await dispatcher.Database.Begin(request.Cancellation);
        foreach (var part in set.Parts)
        {
            var answer = part.Method == "GET"
                ? Answer.Of(Fault.BadRequest("A change set can't hold a GET request."))
                : await One(dispatcher, request, part, work, ids);
            // One failure undoes the set, and is all that is told of it.
            if (answer.Status >= 400) return [(part, answer)];
            answers.Add((part, answer));
        }
        await work.Commit();
        return answers;
    }

    private static async Task<Answer> One(Dispatcher dispatcher, WebApiRequest request, Part part, Work? work, Dictionary<string,
        string> ids)
    {
        Preferences? preferences = null;
        try
        {
            var operation = Operation(request, part, work, ids);
            preferences = operation.Preferences;
            var answer = await dispatcher.Answer(operation);
            if (part.ContentId is not null
                && answer.Headers.FirstOrDefault(header => header.Name is "OData-EntityId" or "Location").Value is { } address)
                ids[part.ContentId] = address;
            return answer;
        }
        catch (Fault fault)
        {
            return Answer.Of(fault, preferences);
        }
    }

    private static WebApiRequest Operation(WebApiRequest batch, Part part, Work? work, Dictionary<string, string> ids)
    {
        var address = BelowRoot(ContentIds.InAddress(BelowRoot(part.Address), ids));
        var question = address.IndexOf('?', StringComparison.Ordinal);
        return new WebApiRequest
        {
            Root = batch.Root, Caller = batch.Caller, Now = batch.Now, Cancellation = batch.Cancellation,
            Method = part.Method, Path = question < 0 ? address : address[..question], Query = question < 0 ? "" : address[question..],
            Headers = name => part.Headers.TryGetValue(name, out var value) ? [value] : name == "Prefer" ? [] : batch.Headers(name),
            Body = ContentIds.InBody(part.Body, ids), Shared = work, FromBatch = true,
        };
    }

    // Addresses come absolute, from the root of the host, or from the root of the Web API.
    private static string BelowRoot(string address)
    {
        var at = address.IndexOf("/api/data/", StringComparison.Ordinal);
        return at < 0 ? address.TrimStart('/') : address[(address.IndexOf('/', at + "/api/data/".Length) + 1)..];
    }

    private static byte[] Nested(List<(Part Part, Answer Answer)> answers)
    {
        var boundary = $"changesetresponse_{Guid.NewGuid()}";
        var text = new MemoryStream();
        text.Write(Encoding.ASCII.GetBytes($"Content-Type: multipart/mixed; boundary={boundary}\r\n\r\n"));
        foreach (var one in answers) Write(text, boundary, null, one);
        text.Write(Encoding.ASCII.GetBytes($"--{boundary}--\r\n"));
        return text.ToArray();
    }

    private static void Write(MemoryStream text, string boundary, byte[]? nested, (Part Part, Answer Answer) one)
    {
        text.Write(Encoding.ASCII.GetBytes($"--{boundary}\r\n"));
        if (nested is not null)
        {
            text.Write(nested);
            return;
        }
        var head = new StringBuilder("Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n");
        if (one.Part.ContentId is not null) head.Append("Content-ID: ").Append(one.Part.ContentId).Append("\r\n");
        head.Append("\r\nHTTP/1.1 ").Append(one.Answer.Status).Append(' ').Append(Reason(one.Answer.Status)).Append("\r\n");
        foreach (var (name, value) in one.Answer.Headers) head.Append(name).Append(": ").Append(value).Append("\r\n");
        if (one.Answer.Status >= 400) head.Append("REQ_ID: ").Append(Guid.NewGuid()).Append("\r\n");
        if (one.Answer.ContentType is not null) head.Append("Content-Type: ").Append(one.Answer.ContentType).Append("\r\n");
        text.Write(Encoding.UTF8.GetBytes(head.Append("OData-Version: 4.0\r\n\r\n").ToString()));
        text.Write(one.Answer.Body.Span);
        text.Write("\r\n"u8);
    }

    private static string Reason(int status) =>
        Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status);
}
