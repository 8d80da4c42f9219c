using System.Text.Json;
using Baton.Sandbox.Definitions;
using Baton.Sandbox.Tables;
using Baton.Sandbox.WebApi;

namespace Baton.Sandbox.Messages;

/// <summary>Adds to, renames and takes from the options of a column or a choice of the organisation's own.</summary>
internal static class OptionValues
{
    private const int FirstOption = 100_000_000;

    public static async Task<Answer> Insert(Call call)
    {
        var label = MetadataText.Label(call.Request.Json(), "Label") ?? throw Fault.BadBody("Label is missing.");
        var value = 0;
        await Change(call, options =>
        {
            value = call.Optional("Value") is { ValueKind: JsonValueKind.Number } given ? given.GetInt32()
                : Math.Max(FirstOption - 1, options.Select(option => option.Value).DefaultIfEmpty(0).Max()) + 1;
            options.RemoveAll(option => option.Value == value);
            options.Add(new Option(value, label));
        });
        return Answer.Json(200, json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", $"{call.Request.Root}$metadata#Microsoft.Dynamics.CRM.InsertOptionValueResponse");
            json.WriteNumber("NewOptionValue", value);
            json.WriteEndObject();
        });
    }

    public static async Task<Answer> Delete(Call call)
    {
        var value = call.Body("Value").GetInt32();
        await Change(call, options => options.RemoveAll(option => option.Value == value));
        return Answer.NoContent();
    }

    private static async Task Change(Call call, Action<List<Option>> act)
    {
        if (!call.Request.Caller.Privileges.ContainsKey("prvCreateRole"))
            throw Records.Access.Missing(call.Request.Caller, "prvWriteCustomization", call.Dispatcher.Database.Catalog["organization"]);
        await using var change = await CatalogChange.Begin(call.Dispatcher.Database, call.Request.Cancellation);
        var (kind, owner, name) = call.Optional("OptionSetName")?.GetString() is { Length: > 0 } set
            ? (Customization.OfChoice, "", Choices.NameOf(change.Catalog, set))
            : (Customization.OfColumn, call.Body("EntityLogicalName").GetString()!, call.Body("AttributeLogicalName").GetString()!);
        if (kind == Customization.OfColumn && change.Catalog.Find(owner)?.Find(name) is not { IsCustom: true, HasOptions: true })
            throw Fault.NotInSandbox($"Changing the options of {owner}.{name}");
        var words = TableText.Words(await change.Line(kind, owner, name));
        var options = words.Where(IsOption).Select(word => word.Split('=', 2)).Select(pair => new Option(int.Parse(pair[0],
            System.Globalization.CultureInfo.InvariantCulture), pair[1])).ToList();
        act(options);
        var kept = words.Where(word => !IsOption(word)).Select(word => word.Contains(' ', StringComparison.Ordinal) ? MetadataText.Quoted(word) : word);
        await change.Add(kind, owner, name,
            string.Join(' ', kept.Concat(options.Select(option => $"{option.Value}={MetadataText.Quoted(option.Label)}"))));
        await change.Commit(name);
    }

    private static bool IsOption(string word) => word.Length > 1 && (char.IsAsciiDigit(word[0]) || word[0] == '-')
        && word.Contains('=', StringComparison.Ordinal);
}
