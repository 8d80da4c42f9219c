using Baton.People;
using Baton.Plumbing;

namespace Baton.Bots.Ai.Making;

/// <summary>The templates over HTTP: which there are, and the prompt of one for a company.</summary>
internal static class AiTemplates
{
    /// <summary>What is to be written for: the program as its author has chosen it so far.</summary>
    public sealed record Given(AiProgram? Program);

    /// <summary>What the template says for it.</summary>
    public sealed record Written(string Prompt, string Greeting);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var templates = routes.MapGroup("/api/v1/bots/templates").RequireCaller();
        templates.MapGet("", (Caller caller) =>
        {
            caller.MustSupervise();
            return TypedResults.Ok(Templates.All);
        });
        templates.MapPost("{template}/prompt", (string template, Given given, Caller caller) =>
        {
            caller.MustAdminister();
            var program = Sound.Draft(given.Program);
            var chosen = Templates.Find(template) ?? throw Refusal.NotFound("template");
            return TypedResults.Ok(new Written(Prompting.Write(chosen, program), Prompting.Greeting(chosen, program)));
        });
    }
}
