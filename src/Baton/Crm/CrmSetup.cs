using Baton.Crm.Tools;
using Baton.Tools;

namespace Baton.Crm;

/// <summary>Puts the room in place, and its tools into the tool box.</summary>
public static class CrmSetup
{
    private static readonly Func<CrmLine, Tool>[] Tools =
    [
        SearchContacts.On, GetContact.On, GetContactByEmail.On, UpdateContact.On,
        SearchAccounts.On, GetAccount.On, GetAccountContacts.On,
        CreateLead.On, SearchLeads.On, UpdateLead.On,
        SearchOpportunities.On, GetOpportunity.On, GetContactOpportunities.On, UpdateOpportunity.On, CreateOpportunity.On,
        SearchCases.On, GetCase.On, CreateCase.On, UpdateCase.On, GetContactCases.On,
        CreateNote.On, GetActivities.On, CreateActivity.On, GetEntityNotes.On,
        CreateQuote.On, GetProducts.On, ScheduleAppointment.On, GetEmailHistory.On,
    ];

    public static void AddCrm(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(new CrmSettings());
        builder.Services.AddSingleton<CrmHealth>();
        builder.Services.AddSingleton<Bounds>();
        builder.Services.AddSingleton<CrmLine>();
        builder.Services.AddSingleton<Verification>();
        builder.Services.AddScoped<Connecting>();
        builder.Services.AddScoped<Lookup>();
        builder.Services.AddScoped<CaseLinking>();
        builder.Services.AddScoped<Timeline>();
        builder.Services.AddScoped<Sidebar>();
        foreach (var check in CrmChecks.All) builder.Services.AddSingleton(check);
        builder.Services.AddScoped<SidebarFields>();
        builder.Services.AddSingleton(services => SendVerificationCode.On(services.GetRequiredService<Verification>()));
        builder.Services.AddSingleton(services => CheckVerificationCode.On(services.GetRequiredService<Verification>()));
        foreach (var tool in Tools) builder.Services.AddSingleton(services => tool(services.GetRequiredService<CrmLine>()));
    }

    public static void MapCrm(this IEndpointRouteBuilder routes)
    {
        routes.ServiceProvider.GetRequiredService<CrmLine>();   // it listens for changes from the start
        Connecting.Map(routes);
        CrmHealth.Map(routes);
        Sidebar.Map(routes);
        Choosing.Map(routes);
        SidebarFields.Map(routes);
    }
}
