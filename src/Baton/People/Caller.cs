using Baton.Plumbing;

namespace Baton.People;

/// <summary>What a user may do here; each role may do what the ones before it may.</summary>
public enum Role { Agent, Supervisor, Administrator }

/// <summary>The signed-in user who makes a request. An endpoint that takes one as a parameter is given it.</summary>
public sealed record Caller(Guid UserId, string Name, Role Role)
{
    public static ValueTask<Caller?> BindAsync(HttpContext http) => ValueTask.FromResult<Caller?>(http.Caller());
}

/// <summary>Says of an endpoint that only signed-in users may call it.</summary>
public interface ICallerRequired;

/// <summary>Marks endpoints that only signed-in users may call, and tells them who is calling.</summary>
public static class Callers
{
    private static readonly object Key = new();

    /// <summary>Only for signed-in users. Anybody else is refused before their request is read.</summary>
    public static T RequireCaller<T>(this T endpoints) where T : IEndpointConventionBuilder => endpoints.WithMetadata(new CallerRequired());

    public static Caller Caller(this HttpContext http) => http.Items[Key] as Caller ?? throw Refusal.NotSignedIn();

    /// <summary>Finds out who calls, for the endpoints that require it. After routing, before the endpoints.</summary>
    public static void UseCallers(this WebApplication app) => app.Use(async (http, next) =>
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<CallerRequired>() is not null)
        {
            var sessions = http.RequestServices.GetRequiredService<Sessions>();
            var caller = await sessions.CallerOf(http) ?? throw Refusal.NotSignedIn();
            await http.RequestServices.GetRequiredService<Attendance>().Seen(caller.UserId, http.RequestAborted);
            http.Items[Key] = caller;
        }
        await next(http);
    });

    private sealed record CallerRequired : ICallerRequired;
}
