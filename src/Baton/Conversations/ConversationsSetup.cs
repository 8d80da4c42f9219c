namespace Baton.Conversations;

/// <summary>Puts the room in place.</summary>
public static class ConversationsSetup
{
    public static void AddConversations(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Saying>();
        builder.Services.AddSingleton<Partials>();
        builder.Services.AddScoped<Ending>();
        foreach (var measure in ConversationMeasures.All) builder.Services.AddSingleton(measure);
    }
}
