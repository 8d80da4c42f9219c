using System.Text.Json;
using Baton.Bots.Knowledge;
using Baton.People;
using Baton.Plumbing;
using Baton.Tools;

namespace Baton.Bots.Models;

/// <summary>An administrator says which model topics ask, tries it, or takes it away.</summary>
internal sealed class ModelSetting(Database database, Secrets secrets, ModelLine line, EmbeddingLine embeddings, OutsideSettings outside, TimeProvider clock)
{
    private const int AnswerShownMax = 200;
    private static readonly TimeSpan EmbeddingMax = TimeSpan.FromSeconds(10);

    private static readonly Prompt Trial = new("Answer in one short sentence.", "Say hello to the people who have just connected you.");

    /// <summary>What Setup shows; never the key.</summary>
    public sealed record Shown
    {
        public required bool Configured { get; init; }
        public string? BaseUrl { get; init; }
        public string? Model { get; init; }
        public bool HasKey { get; init; }
        public double? Temperature { get; init; }
        public int SecondsMax { get; init; } = Models.Model.SecondsMaxUsual;
        public int TokensMax { get; init; } = Models.Model.TokensMaxUsual;
        public string? FallbackModel { get; init; }
        public string? FallbackBaseUrl { get; init; }
        public bool HasFallbackKey { get; init; }
        public string? EmbeddingModel { get; init; }
        public int TokensPerDayMax { get; init; }

        /// <summary>What all bots and the embedding model have used today (UTC).</summary>
        public long TokensToday { get; init; }
    }

    /// <summary>What came of asking it something.</summary>
    public sealed record Tried
    {
        public required bool Ok { get; init; }
        public required string Sentence { get; init; }

        /// <summary>The model's own words.</summary>
        public string? Answer { get; init; }

        /// <summary>How many numbers an embedding has, where an embedding model was tried, too.</summary>
        public int? Dimensions { get; init; }

        /// <summary>unreachable, key, unknown, limit, slow, refused, empty, nonsense, elsewhere, down, invalid, or useless: an embedding model that can't tell texts apart.</summary>
        public string? Code { get; init; }
        public string? NextStep { get; init; }

        /// <summary>The field of the form that is most likely wrong.</summary>
        public string? Field { get; init; }
        public int TookMs { get; init; }
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        var model = routes.MapGroup("/api/v1/models").RequireCaller();
        model.MapGet("", (Caller caller, ModelSetting setting, CancellationToken ct) =>
        {
            caller.MustSupervise();
            return setting.Show(ct);
        });
        model.MapPut("", async (ModelGiven given, Caller caller, ModelSetting setting, CancellationToken ct) =>
        {
            caller.MustAdminister();
            await setting.Save(given, caller.UserId, ct);
            return await setting.Show(ct);
        });
        model.MapDelete("", async (Caller caller, ModelSetting setting, CancellationToken ct) =>
        {
            caller.MustAdminister();
            await setting.Remove(caller.UserId, ct);
            return TypedResults.NoContent();
        });
        model.MapPost("test", async (ModelGiven? given, Caller caller, ModelSetting setting, CancellationToken ct) =>
        {
            caller.MustAdminister();
            return await setting.Try(given, ct);
        });
    }

    /// <summary>How the saved model is, or null where none is set up.</summary>
    internal async Task<Tried?> Try(CancellationToken ct) =>
        await Model.Saved(database, ct) is { } model ? await Try(model, await secrets.Find(database, Model.SecretName, ct), ct) : null;

    private async Task<Shown> Show(CancellationToken ct) => await Model.Saved(database, ct) is not { } model ? new Shown { Configured = false } : new Shown
    {
        Configured = true, BaseUrl = model.BaseUrl, Model = model.Name, HasKey = await HasKey(Model.SecretName, ct), Temperature = model.Temperature,
        SecondsMax = model.SecondsMax, TokensMax = model.TokensMax, FallbackModel = model.FallbackName, FallbackBaseUrl = model.FallbackBaseUrl,
        HasFallbackKey = await HasKey(Model.FallbackSecretName, ct), EmbeddingModel = model.EmbeddingName, TokensPerDayMax = model.TokensPerDayMax,
        TokensToday = await database.Find<long>("select coalesce(sum(tokens), 0)::bigint from ai_days where day = @today", new { today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime) }, ct),
    };

    private async Task Save(ModelGiven given, Guid by, CancellationToken ct)
    {
        var (model, key, fallbackKey) = (Model.From(given, outside), Model.KeyFrom(given.ApiKey), Model.KeyFrom(given.FallbackApiKey, "invalid_fallback_key"));
        await MustMayKeepKey(model, key, ct);
        if (fallbackKey is null && await Model.Saved(database, ct) is { } known && known.FallbackBaseUrl != model.FallbackBaseUrl) fallbackKey = "";
        await using var work = await database.Begin(ct);
        await work.Run("""
            insert into settings (name, value, changed_at) values (@name, @value::jsonb, @Now)
            on conflict (name) do update set value = @value::jsonb, changed_at = @Now
            """,
            new { name = Model.SettingName, value = JsonSerializer.Serialize(model, JsonSerializerOptions.Web), work.Now });
        await Keep(work, Model.SecretName, key);
        await Keep(work, Model.FallbackSecretName, fallbackKey);
        await work.UseEmbeddings(model);
        await work.WriteAudit(by, "model.set", Model.SettingName, new { model.BaseUrl, model.Name, newKey = key is { Length: > 0 } });
        await work.Commit();
    }

    private async Task Remove(Guid by, CancellationToken ct)
    {
        await using var work = await database.Begin(ct);
        await work.Run("delete from settings where name = @name", new { name = Model.SettingName });
        await Keep(work, Model.SecretName, "");
        await Keep(work, Model.FallbackSecretName, "");
        await work.UseEmbeddings(null);
        await work.WriteAudit(by, "model.remove", Model.SettingName);
        await work.Commit();
    }

    /// <summary>Tries what is saved, or what was typed and is not saved yet.</summary>
    private async Task<Tried> Try(ModelGiven? given, CancellationToken ct)
    {
        if (given is null) return await Try(ct) ?? throw Refusal.Conflict("model_not_configured", "No model is set up. An administrator sets one up in Setup, Model.");

        var (model, key) = (Model.From(given, outside), Model.KeyFrom(given.ApiKey));
        await MustMayKeepKey(model, key, ct);
        return await Try(model, key ?? await secrets.Find(database, Model.SecretName, ct), ct);
    }

    private async Task<Tried> Try(Model model, string? key, CancellationToken ct)
    {
        var began = clock.GetTimestamp();
        string? answer = null;
        try
        {
            var words = await line.Ask(model, key, Trial, TimeSpan.FromSeconds(model.SecondsMax), ct);
            (answer, var took) = (Cutting.Text(words.Trim(), AnswerShownMax), Took(began));
            if (model.EmbeddingName is null) return new Tried { Ok = true, Sentence = $"{model.Name} answers.", Answer = answer, TookMs = took };
            var dimensions = await Dimensions(model, key, ct);
            return new Tried
            {
                Ok = true, Sentence = $"{model.Name} answers. {model.EmbeddingName} makes embeddings of {dimensions:N0} numbers.", Answer = answer, Dimensions = dimensions, TookMs = took,
            };
        }
        catch (ModelFailed failed)
        {
            return new Tried { Ok = false, Answer = answer, Sentence = failed.Message, Code = failed.Code, NextStep = failed.NextStep, Field = failed.Field, TookMs = Took(began) };
        }
    }

    private async Task<int> Dimensions(Model model, string? key, CancellationToken ct)
    {
        var tried = (await embeddings.Of(model, key, Probes.Texts, EmbeddingMax, ct)).Vectors;
        Probes.Bar(tried);
        return tried[0].Length;
    }

    // A kept key must not be sent to an address that it was not entered for.
    private async Task MustMayKeepKey(Model model, string? key, CancellationToken ct)
    {
        if (key is null && await Model.Saved(database, ct) is { } known && known.BaseUrl != model.BaseUrl && await HasKey(Model.SecretName, ct))
            throw Refusal.Invalid("invalid_key", "The base URL has changed: enter the key again, or leave it out by an empty one.");
    }

    private async Task<bool> HasKey(string name, CancellationToken ct) =>
        await database.Find<bool>("select exists (select from secrets where name = @name)", new { name }, ct);

    /// <summary>Null leaves the key that is kept, nothing takes it away.</summary>
    private Task Keep(Work work, string name, string? key) => key switch
    {
        null => Task.CompletedTask,
        "" => work.Run("delete from secrets where name = @name", new { name }),
        _ => secrets.Keep(work, name, key),
    };

    private int Took(long began) => (int)clock.GetElapsedTime(began).TotalMilliseconds;
}
