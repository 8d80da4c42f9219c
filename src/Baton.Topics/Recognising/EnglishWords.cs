namespace Baton.Topics;

/// <summary>English for the recogniser.</summary>
internal static class EnglishWords
{
    private const string Fillers = """
        a an the i me my mine we our ours us you your yours u ur it its is are am was were be been being he she they them their
        this that these those there here do does did done has have had having can could will would shall should may might must
        want wants wanted wanna need needs like likes please pls kindly to of for in on at with about from by and or so just some any
        as into get got getting go going give gives let lets tell show say id im ive um uh oh well ok okay yes then now how what
        when where why who which whats wheres hows if but because than too also very really still already yet again more one ones
        thing things something anything dear sir madam lot able possible know think see look looking try trying tried make made
        take put
        """;

    private const string Common = """
        hi hello hey thanks thank bye not no dont cant cannot doesnt isnt wont never new old good best bad big small long many much
        every all other another first last next same different time day days week weeks month months year years today tomorrow
        yesterday morning evening tonight night hour hours minute monday tuesday wednesday thursday friday saturday sunday weekend
        man woman people person child children kid kids son daughter friend mother father mum dad brother sister wife husband family
        baby boy girl home house place town city country street world work working job name number question answer way help problem
        issue information info detail details find use used using come came keep start stop turn open close change send call ask
        talk speak buy pay check read write learn play short high low late early far near off out up down over under after before
        until since only own both between through without inside outside water food car dog cat book phone money lose lost wait
        arrive feel love hate eat drink sleep watch listen wear live life left right red blue green black white color colour wall
        picture game music song film movie
        """;

    // Words that stand for each other when people write to a company; one line is one matter.
    private const string Alike = """
        parcel package shipment
        order purchase
        buy purchase order
        cancel cancellation revoke
        delivery deliver shipping ship shipment dispatch
        return sendback giveback
        refund reimburse reimbursement
        cost price fee charge expensive rate tariff
        free gratis complimentary
        address location
        shop store branch outlet
        near nearest nearby close closest around
        open opening hour time
        delete remove erase close deactivate terminate
        personal private
        login password credential
        forget forgot forgotten remember
        invoice bill receipt
        pay payment
        warranty guarantee
        broken broke break damage damaged defect defective faulty crack cracked
        problem issue trouble fault error
        crash freeze hang stuck
        stock available availability
        voucher coupon promo promotion discount
        present gift
        email mail
        human person agent representative somebody someone advisor adviser clerk operator
        talk speak chat
        manager supervisor boss
        complaint complain
        appointment visit meeting
        book schedule reserve arrange
        install installation setup
        technician engineer repairman
        repair fix mend
        device machine appliance
        abroad overseas international foreign
        change update edit modify correct
        extend renew prolong
        get obtain receive
        track trace locate
        large big bulky
        child kid baby son daughter
        kindergarten daycare nursery
        trash garbage waste rubbish bin
        lamp light
        hole pothole
        marry wedding marriage
        company business firm
        register registration signup enrol enroll join
        lesson course class
        licence license permit
        steal stolen theft thief
        block freeze lock
        raise increase higher
        withdraw withdrawal
        transfer wire
        scam fraud phishing
        loan credit mortgage borrow
        declined rejected refused
        customer client
        staff employee
        screen display
        phone mobile smartphone
        holiday vacation
        start begin
        document paper form
        copy duplicate
        house home
        move moving
        expire expired expiry
        """;

    private static readonly Dictionary<string, string> Phrases = new()
    {
        ["log in"] = "login", ["log on"] = "login", ["sign in"] = "login", ["sign up"] = "signup", ["e mail"] = "email",
        ["money back"] = "refund", ["give back"] = "giveback", ["send back"] = "sendback", ["get rid of"] = "remove",
        ["mailing list"] = "newsletter", ["opt out"] = "unsubscribe", ["set up"] = "setup", ["sold out"] = "soldout stock",
        ["pick up"] = "collect", ["turn on"] = "turnon", ["not work"] = "broken", ["cash machine"] = "atm",
    };

    public static RecogniserLanguage Language { get; } = new(Fillers, Common, Alike, Phrases, Words.Stem);
}
