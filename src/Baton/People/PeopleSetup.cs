namespace Baton.People;

/// <summary>Puts the room in place.</summary>
public static class PeopleSetup
{
    public static void AddPeople(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Sessions>();
        builder.Services.AddSingleton<Attendance>();
        builder.Services.AddScoped<SigningIn>();
        builder.Services.AddScoped<FirstAdministrator>();
        builder.Services.AddScoped<Keys>();
    }

    public static void MapPeople(this IEndpointRouteBuilder routes)
    {
        SigningIn.Map(routes);
        FirstAdministrator.Map(routes);
        Me.Map(routes);
        Users.Map(routes);
        KeysSetup.Map(routes);
        DemoPeople.Map(routes);
    }
}
