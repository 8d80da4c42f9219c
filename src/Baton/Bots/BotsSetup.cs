using System.Reflection;
using Baton.Bots.Ai;
using Baton.Bots.Ai.Making;
using Baton.Bots.Assist;
using Baton.Bots.Authoring;
using Baton.Bots.Connector;
using Baton.Bots.Health;
using Baton.Bots.Knowledge;
using Baton.Bots.Life;
using Baton.Bots.Models;
using Baton.Bots.Privacy;
using Baton.Bots.Remote;
using Baton.Bots.Trust;
using Baton.Crm;
using Baton.People;
using Baton.Plumbing;
using Baton.Topics;

namespace Baton.Bots;

/// <summary>Puts the room in place.</summary>
public static class BotsSetup
{
    public static void AddBots(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<TopicBots>();
        builder.Services.AddSingleton<AiPrograms>();
        builder.Services.AddScoped<KnowledgeSearch>();
        builder.Services.AddSingleton<Meaning>();
        builder.Services.AddScoped<Embedding>();
        builder.Services.AddSingleton<EmbeddingLine>();
        builder.Services.AddSingleton<Turns>();
        builder.Services.AddSingleton<Requests>();
        builder.Services.AddSingleton<AiTurns>();
        builder.Services.AddSingleton<AiUsage>();
        builder.Services.AddScoped<AiLine>();
        builder.Services.AddScoped<AiSummaries>();
        builder.Services.AddScoped<INoteWish>(services => services.GetRequiredService<AiSummaries>());
        builder.Services.AddScoped<SideChat>();
        builder.Services.AddSingleton<ModelClients>();
        builder.Services.AddSingleton<ModelLine>();
        builder.Services.AddSingleton<ModelTalk>();
        builder.Services.AddScoped<Answering>();
        builder.Services.AddScoped<ModelSetting>();
        builder.Services.AddSingleton<CallAction>();
        builder.Services.AddSingleton(services => services.GetRequiredService<CallAction>().Tool);
        builder.Services.AddSingleton<ConnectorKeys>();
        builder.Services.AddSingleton<ConnectorCallers>();
        builder.Services.AddSingleton<KnownBots>();
        builder.Services.AddSingleton<Ears>();
        builder.Services.AddSingleton<BotHttp>();
        builder.Services.AddTrust();
        builder.Services.AddScoped<IRemoteLine, ConnectorLine>();
        builder.Services.AddSingleton<BotFileKeys>();
        builder.Services.AddScoped<BotFiles>();
        builder.Services.AddSingleton<BotRates>();
        builder.Services.AddScoped<BotTelling>();
        builder.Services.AddScoped<TranscriptFetching>();
        builder.Services.AddScoped<BotSpeech>();
        builder.AddRemoteBots();
        builder.Services.AddScoped<Assisting>();
        builder.Services.AddScoped<TopicAssist>();
        builder.Services.AddScoped<AiAssist>();
        builder.Services.AddScoped<ModelAssist>();
        builder.Services.AddScoped<BotLine>();
        builder.Services.AddScoped<Surveys>();
        builder.Services.AddScoped<Departing>();
        builder.Services.AddSingleton<Keeping>();
        builder.Services.AddScoped<Testing>();
        builder.Services.AddScoped<TopicTest>();
        builder.Services.AddScoped<AiTest>();
        builder.Services.AddSingleton<TestNews>();
        builder.Services.AddScoped<Consents>();
        builder.Services.AddScoped<Breakers>();
        builder.Services.AddSingleton<BotHealth>();
        builder.Services.AddSingleton<TypingSigns>();
        builder.Services.AddHostedService<HealthWriting>();
        builder.Services.AddSingleton(BotChecks.Bots);
        builder.Services.AddSingleton(BotChecks.Model);
    }

    public static void MapBots(this IEndpointRouteBuilder routes)
    {
        Registering.Map(routes);
        Life.Connecting.Map(routes);
        HealthDoor.Map(routes);
        Testing.Map(routes);
        Details.Map(routes);
        var topics = routes.MapGroup("/api/v1/bots/{id:guid}/topics").RequireCaller();
        Publishing.Map(topics);
        Drafts.Map(topics);
        Versions.Map(topics);
        Carrying.Map(topics);
        MapAi(routes);
        Trying.Map(routes);
        BotActions.Map(routes);
        ModelSetting.Map(routes);
        ConnectorDoor.Map(routes);
        routes.MapTrust();
        BotFiles.Map(routes);
        Assists.Map(routes);
        Suggestions.Map(routes);
    }

    private static void MapAi(IEndpointRouteBuilder routes)
    {
        var ai = routes.MapGroup("/api/v1/bots/{id:guid}/ai").RequireCaller();
        AiDrafts.Map(ai);
        AiVersions.Map(ai);
        AiChat.Map(ai);
        GoldenChats.Map(ai);
        AiTemplates.Map(routes);
        Articles.Map(routes);
        EmbeddingStanding.Map(routes);
    }

    /// <summary>Gives the demo's bot its topics, which ship with the program.</summary>
    public static Task SeedContosoBot(Work work, Guid botId)
    {
        var assembly = Assembly.GetExecutingAssembly();
        return work.Publish(botId,
            [.. from name in assembly.GetManifestResourceNames()
                where name.StartsWith("Contoso/", StringComparison.Ordinal)
                orderby name
                select new TopicFile(name["Contoso/".Length..], Read(assembly, name))]);
    }

    private static string Read(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
